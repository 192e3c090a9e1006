// Package emf makes log lines that CloudWatch reads as metrics too, by its
// embedded metric format: no call is made and no agent runs. A value is logged
// under its metric's name, beside the attribute that Attr makes. CloudWatch bills
// each metric for each combination of dimensions, so both are few on purpose.
package emf

import (
	"log/slog"
	"time"
)

// Namespace is what CloudWatch files all of Usher's metrics under.
const Namespace = "Usher"

// Service is the dimension that tells stages apart: the table's name.
const Service = "Service"

// Definition is a metric's name, which the same log line must give a value, and
// its unit as CloudWatch names it ("Count", "Milliseconds", "None").
type Definition struct {
	Name string
	Unit string
}

// metadata is the "_aws" member of the embedded metric format, version 0.
type metadata struct {
	Timestamp         int64 // milliseconds of Unix time
	CloudWatchMetrics []directive
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []Definition
}

// Attr is the attribute that has CloudWatch read the line's other attributes of
// the given names as metrics. The line must have an attribute Service too. The
// logger must write JSON with attributes at the top.
func Attr(at time.Time, definitions ...Definition) slog.Attr {
	return slog.Any("_aws", metadata{at.UnixMilli(), []directive{{Namespace, [][]string{{Service}}, definitions}}})
}
