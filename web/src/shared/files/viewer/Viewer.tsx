import { Modal } from '@mantine/core';
import type { ViewedFile } from '../FileViewer';

interface ViewerProps {
  files: readonly ViewedFile[];
  at: number;
  onOpen: (id: number) => void;
  onClose: () => void;
}

export function Viewer({ files, at, onClose }: ViewerProps) {
  return <Modal opened fullScreen onClose={onClose} title={files[at]?.name} />;
}
