import { useState } from 'react';
import classes from './UserPhoto.module.css';

/** "AR" from "Ana Reyes"; the first and the last of more names. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => Array.from(word ?? '')[0] ?? '');
  return letters.join('').toLocaleUpperCase();
}

/** A user's profile picture, or the initials where there is none. It says nothing that the name beside it does not. */
export function UserPhoto({ name, photoId, size = 24 }: { name: string; photoId: number | null | undefined; size?: number }) {
  const [failed, setFailed] = useState<number | null>(null);
  const shown = photoId !== null && photoId !== undefined && photoId !== failed;
  return (
    <span className={classes.photo} style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }} aria-hidden="true">
      {shown ? <img src={`/api/v1/photos/${photoId}/thumbnail`} alt="" onError={() => setFailed(photoId)} /> : initialsOf(name)}
    </span>
  );
}
