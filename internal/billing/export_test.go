package billing

import "talaan/internal/money"

func moneyOf(n int64) money.Centavos { return money.Centavos(n) }
