import classes from './WordMark.module.css';

/** The program's name with its mark. */
export function WordMark() {
  return (
    <span className={classes.mark}>
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" className={classes.ground} />
        <path d="M8 9.5h16M16 9.5V24" className={classes.letter} />
        <path d="M20.5 17h4M20.5 22h4" className={classes.lines} />
      </svg>
      Talaan
    </span>
  );
}
