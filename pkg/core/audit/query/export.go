package query

import (
	"bytes"
	"context"
	"encoding/json"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/audit"
	"usher/pkg/lib/csv"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// enough is how large a file may be before another page of events is read: Lambda answers 6 MB at most, base64 takes a
// third more, and a page of events, below 1 MB as JSON, is below 2 MB as CSV.
const enough = 2 << 20

// enoughRead is how many events are read for one file. With filters that match little the file stays small however long
// the audit log is, and would take all of the function's time.
const enoughRead = 20_000

// exporter writes events as CSV, guarded against being taken for formulas (OWASP, CSV injection).
type exporter struct {
	table *store.Store
	names audit.Reader
	in    api.ListAuditEventsInput
	list  page.List
	span  store.Range // what is left to read
	file  *bytes.Buffer
	csv   *csv.Writer
	read  int // events so far
}

func newExporter(table *store.Store, in api.ListAuditEventsInput, list page.List, span store.Range) *exporter {
	file := &bytes.Buffer{}
	return &exporter{table: table, names: audit.Reader{Table: table}, in: in, list: list,
		span: span, file: file, csv: csv.NewWriter(file)}
}

// export writes all events that match, page by page from the first one on, and gives a cursor where the file is large
// enough, or enough has been read, before the last.
func (e *exporter) export(ctx context.Context, items []store.Item, more bool) (out api.AuditPage, err error) {
	if err := e.csv.Write("at", "action", "actor_type", "actor_id", "actor_name", "target_type", "target_id",
		"target_name", "changes", "request_id", "client", "id"); err != nil {
		return out, err
	}
	for {
		if err := e.write(ctx, items); err != nil {
			return out, err
		}
		if !more || len(items) == 0 {
			break
		}
		if e.file.Len() > enough || e.read >= enoughRead {
			next := page.Make(e.list, e.span.To)
			out.NextCursor = &next
			break
		}
		if items, more, err = e.table.Query(ctx, e.span); err != nil {
			return out, err
		}
	}
	err = e.csv.Flush()
	out.CSV = e.file.Bytes()
	return out, err
}

// write writes a page's events, and moves on to the next page.
func (e *exporter) write(ctx context.Context, items []store.Item) error {
	events, err := read(ctx, &e.names, items, e.in)
	if err != nil {
		return err
	}
	e.read += len(events)
	for i := range events {
		e.span.To = id.Before(events[i].ID)
		if !matches(&events[i], e.in) {
			continue
		}
		if err := e.csv.Write(row(&events[i])...); err != nil {
			return err
		}
	}
	return nil
}

func row(e *audit.Event) []string {
	changes, _ := json.Marshal(e.View().Changes) // came from the table
	return []string{e.At.String(), e.Action, e.Actor.Type, e.Actor.ID, named(e.Actor.Name, e.Actor.Erased),
		e.Target.Type, e.Target.ID, named(e.Target.Name, e.Target.Erased), string(changes), e.RequestID, e.Client, e.ID}
}

// named is a name, or that there is none any more.
func named(name string, erased bool) string {
	if erased {
		return "deleted person"
	}
	return name
}
