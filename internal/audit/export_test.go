package audit

// Row is an entry as it is stored.
type Row = row

// Statement is the statement that lists q.
func (q Query) Statement() (sql string, args []any) { return q.statement() }

// SealAfter seals rows, numbering them, onto a chain that ends with the entry
// before the first of them, and returns its new end.
func (c *Chain) SealAfter(lastID int64, seal string, rows []Row) (int64, string) {
	end := state{lastID, seal}
	for i := range rows {
		rows[i].ID = end.LastID + 1
		end = c.add(end, &rows[i])
	}
	return end.LastID, end.Seal
}
