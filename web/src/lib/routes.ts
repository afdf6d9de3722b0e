import { createRootRoute, createRoute } from '@tanstack/react-router';

/**
 * The trunk that every feature's routes hang from. It is here and not in src/app, because features may not import the
 * application; src/app/router.tsx gives it its components.
 */
export const rootRoute = createRootRoute();

/** Reading pages: content at most 1280 px wide. */
export const readingRoute = createRoute({ getParentRoute: () => rootRoute, id: 'reading' });

/** Boards and ledgers: the full width. */
export const wideRoute = createRoute({ getParentRoute: () => rootRoute, id: 'wide' });
