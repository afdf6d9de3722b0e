import { Notifications } from '@mantine/notifications';

/** Where toasts appear. */
export function ToastHost() {
  return <Notifications position="bottom-right" limit={4} />;
}
