import classes from './KeyHint.module.css';

/** Keys to press, for eyes only; nothing is shown on screens without a keyboard. `keys="g p"` are two presses. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className={classes.keys} aria-hidden="true">
      {keys.split(' ').map((key, index) => (
        <kbd key={`${key}${index}`} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
