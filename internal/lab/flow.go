package lab

import (
	"slices"
	"strings"

	"talaan/internal/errs"
)

// Acts on a test, as the audit trail names them.
const (
	started   = "started"
	completed = "completed"
	changed   = "changed"
	cancelled = "cancelled"
	filed     = "given files" // refused only; the trail has its own words
)

// from lists the stages in which each act is possible.
var from = map[string][]Status{
	started:   {Requested},
	completed: {Requested, InProgress},
	changed:   {Requested, InProgress, Done},
	cancelled: {Requested, InProgress, Done},
	filed:     {Requested, InProgress, Done},
}

// words is how the page calls a stage.
func (s Status) words() string { return strings.ToLower(strings.ReplaceAll(string(s), "_", " ")) }

// possible refuses an act that the test's stage does not allow, and says who
// came first.
func possible(l *Lab, act string) error {
	if slices.Contains(from[act], l.Status) {
		return nil
	}
	who := ""
	switch l.Status {
	case InProgress:
		who = l.StartedName + " has begun with it. "
	case Done:
		who = l.PerformedName + " has written its result. "
	case Cancelled:
		who = l.CancelledName + " has cancelled it. "
	case Requested:
	}
	words := make([]string, len(from[act]))
	for i, s := range from[act] {
		words[i] = s.words()
	}
	return errs.Conflictf("Test %s is %s and cannot be %s. %sThat needs a test that is %s.", l.Code, l.Status.words(), act, who, strings.Join(words, " or "))
}
