package app

import (
	"context"
	"errors"

	"talaan/internal/authz"
	"talaan/internal/backup"
	"talaan/internal/jobs"
)

// turn is why the hospital is closed and opened again: a restore that was asked
// for at this server, or, without one, a restore that another server has done.
type turn struct{ asked *backup.Asked }

// restoreAsked prepares the restore that was asked for, and has it done.
func (a *App) restoreAsked(ctx context.Context) error {
	asked, err := a.Backups.PrepareAsked(ctx)
	if err != nil || asked == nil {
		return err
	}
	select {
	case a.turns <- turn{asked}:
		return nil
	case <-ctx.Done():
		return asked.GiveUp(ctx)
	}
}

// lookForRestore has the hospital opened again when another server has replaced
// all rows of the database.
func (a *App) lookForRestore(ctx context.Context) error {
	mark, err := backup.Mark(ctx, a.DB)
	if err != nil || mark == a.mark {
		return err
	}
	a.config.Log.Info("another server has restored a backup")
	a.mark = mark // is told once
	select {
	case a.turns <- turn{}:
	case <-ctx.Done():
	}
	return nil
}

// giveUpTurns ends what waits for its turn when the program, or the hospital, ends.
func (a *App) giveUpTurns(ctx context.Context) (err error) {
	for {
		select {
		case t := <-a.turns:
			if t.asked != nil {
				err = errors.Join(err, t.asked.GiveUp(ctx))
			}
		default:
			return err
		}
	}
}

// turn closes the hospital, does the restore, and opens what is there then. When
// the hospital could not be closed, it returns a, which goes on.
func (a *App) turn(ctx context.Context, in *door, runner *jobs.Runner, t turn) (*App, error) {
	ctx = context.WithoutCancel(ctx) // what was begun is ended, before the program does
	if t.asked != nil {
		if err := a.use.alone(a.config); err != nil {
			return a, errors.Join(t.asked.Close(), a.notRestored(ctx, t, err))
		}
	}
	in.shut()
	a.hub.Close()
	runner.Stop()
	in.empty(grace)
	failed, err := a.replace(ctx, t)
	if err != nil {
		return nil, errors.Join(err, a.use.letGo())
	}
	next, err := open(ctx, a.config)
	if err != nil {
		return nil, errors.Join(err, a.use.letGo())
	}
	next.use = a.use
	if err := next.notRestored(ctx, t, failed); err != nil {
		return nil, errors.Join(err, next.Close())
	}
	in.open(next)
	return next, nil
}

// replace closes the hospital, which the restore changes before or after. It
// tells why nothing was restored, and what keeps anything from being opened.
func (a *App) replace(ctx context.Context, t turn) (failed, err error) {
	failed = a.giveUpTurns(ctx)
	if t.asked == nil {
		return nil, errors.Join(failed, a.Media.Close(), a.DB.Close())
	}
	if failed == nil {
		failed = t.asked.Merge(ctx)
	}
	if failed = errors.Join(failed, a.Backups.Over(ctx), a.Media.Close(), a.DB.Close()); failed != nil {
		failed = errors.Join(failed, t.asked.Close())
	} else if failed = t.asked.Swap(); failed != nil {
		err = backup.Finish(a.config.Data) // so that it is not left half done
	}
	return failed, errors.Join(err, a.use.together(a.config))
}

// notRestored writes down why nothing was restored; nil for no reason.
func (a *App) notRestored(ctx context.Context, t turn, why error) error {
	if why == nil {
		return nil
	}
	a.config.Log.Error("nothing was restored", "error", why)
	if t.asked == nil {
		return nil
	}
	return a.Backups.NotRestored(authz.With(ctx, t.asked.By), t.asked.ID, why)
}
