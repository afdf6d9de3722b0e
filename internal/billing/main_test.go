package billing_test

import (
	"testing"

	"talaan/internal/talaantest"
)

func TestMain(m *testing.M) { talaantest.Run(m) }
