package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A job runs at once and at every tick, whatever happened the last time, and
// never beside another one of its own; Stop waits for it.
func TestRunner(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		bad, good := 0, 0
		runner := Start(t.Context(), slog.New(slog.NewTextHandler(&log, nil)),
			Job{Name: "bad", Every: time.Minute, RunOnce: func(context.Context) error {
				if bad++; bad%2 == 0 {
					panic("on fire")
				}
				return errors.New("out of paper")
			}},
			Job{Name: "good", Every: time.Minute, RunOnce: func(ctx context.Context) error {
				good++
				if good == 3 {
					<-ctx.Done() // a long run, until it is told to stop
					good = 100
				}
				return ctx.Err()
			}},
		)
		synctest.Wait()
		if bad != 1 || good != 1 {
			t.Errorf("at once: %d and %d", bad, good)
		}
		time.Sleep(10*time.Minute + time.Second) // the bubble's own time
		synctest.Wait()
		if bad != 11 || good != 3 {
			t.Errorf("after ten minutes: %d and %d", bad, good)
		}
		runner.Stop()
		if good != 100 {
			t.Error("Stop did not wait for the running job")
		}
		if text := log.String(); !strings.Contains(text, "out of paper") || !strings.Contains(text, "on fire") || !strings.Contains(text, "job=bad") || strings.Contains(text, "job=good") {
			t.Errorf("the log: %s", text)
		}
	})
}
