export interface QueueSearch {
  department?: number;
  mine?: true;
}

/** The filters of a queue as the URL names them; anything else in it is left out. */
export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const department = Number(search['department']);
  return {
    ...(Number.isInteger(department) && department > 0 ? { department } : {}),
    ...(search['mine'] === true || search['mine'] === 'true' ? { mine: true as const } : {}),
  };
}
