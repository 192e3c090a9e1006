package organization

import (
	"fmt"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/organization/userfile"
	"usher/pkg/lib/invalid"
)

// repeats finds the rows whose address an earlier good row has already.
func repeats(rows []userfile.Row) map[int]int {
	first, again := map[string]int{}, map[int]int{}
	for at, row := range rows {
		if len(row.Errors) > 0 {
			continue
		}
		if earlier, ok := first[row.User.Email.Key]; ok {
			again[at] = earlier
			continue
		}
		first[row.User.Email.Key] = row.Number
	}
	return again
}

// validate gives each row of a chunk its outcome, and the rows that fit into the free seats.
func (i *importRun) validate(ch chunk, known found, free int) (results []api.ImportResult, fit []int) {
	for at := ch.from; at < ch.to; at++ {
		row := i.rows[at]
		result := api.ImportResult{Row: row.Number, Email: row.Given.Email, Errors: []problem.Field{}}
		earlier, again := i.repeats[at]
		switch {
		case len(row.Errors) > 0:
			result.Status, result.Errors = api.ImportInvalid, row.Errors
			if row.Detail != "" {
				result.Detail = &row.Detail
			}
		case again:
			result.Status, result.Detail = api.ImportEmailTaken, detail("Row %d has the same address.", earlier)
		case known.taken[at]:
			result.Status, result.Detail = api.ImportEmailTaken, detail(takenDetail)
		case known.full[at]:
			result.Status, result.Errors = api.ImportInvalid, []problem.Field{{Field: "email", Code: invalid.NotAvailable,
				Message: "cannot be invited at present; try again later"}}
		case len(fit) >= free:
			result.Status, result.Detail = api.ImportSeatLimitReached, detail(noSeatDetail)
		default:
			result.Status = api.ImportCreated
			fit = append(fit, at)
		}
		results = append(results, result)
	}
	return results, fit
}

const noSeatDetail = "No seat is left for this row. Remove a user, or move to a larger plan."

func detail(format string, args ...any) *string {
	text := fmt.Sprintf(format, args...)
	return &text
}
