import { createContext } from 'react';
import type { ViewedFile } from '../FileViewer';

export interface StageProps {
  file: ViewedFile;
  /** To the next file (1) or the one before (-1), where there is one. */
  onMove: (by: -1 | 1) => void;
}

/** Where a stage puts its tools: the bar beneath stays while one file follows the other. */
export const ToolSlot = createContext<HTMLElement | null>(null);
