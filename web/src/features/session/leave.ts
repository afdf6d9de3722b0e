import { signOut } from './queries';

/** Signs out and begins anew: nothing of this person stays on the page. */
export async function leave(): Promise<void> {
  try {
    await signOut();
  } finally {
    window.location.assign('/');
  }
}
