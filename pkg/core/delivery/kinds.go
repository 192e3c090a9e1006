package delivery

import (
	"cmp"
	"errors"
)

// reader reads what a type of record adds to the mail it is about.
type reader func(*record, *Event) error

// readers are those of the types that SES documents.
func readers() map[string]reader {
	return map[string]reader{
		"Send":              always(Sent),
		"Delivery":          readDelivery,
		"DeliveryDelay":     always(Neutral),
		"Open":              always(Neutral),
		"Click":             always(Neutral),
		"Subscription":      always(Neutral),
		"Bounce":            readBounce,
		"Complaint":         readComplaint,
		"Reject":            readReject,
		"Rendering Failure": readFailure,
	}
}

func always(k Kind) reader {
	return func(_ *record, e *Event) error {
		e.Kind, e.At = k, e.Mailed
		return nil
	}
}

func readDelivery(r *record, e *Event) error {
	if r.Delivery == nil {
		return errors.New("it has no delivery")
	}
	e.Kind, e.At = Delivered, r.Delivery.Timestamp
	return nil
}

type bounce struct {
	moment
	Type       string      `json:"bounceType"`
	SubType    string      `json:"bounceSubType"`
	Recipients []recipient `json:"bouncedRecipients"` // empty for some automatic replies
}

type recipient struct {
	Status     string `json:"status"`
	Diagnostic string `json:"diagnosticCode"`
}

func readBounce(r *record, e *Event) error {
	if r.Bounce == nil {
		return errors.New("it has no bounce")
	}
	switch r.Bounce.Type {
	case "Permanent":
		e.Kind = HardBounce
	case "Transient", "Undetermined":
		e.Kind = SoftBounce
	default:
		return errors.New("bounceType is not Permanent, Transient or Undetermined")
	}
	e.At, e.Detail = r.Bounce.Timestamp, r.Bounce.detail()
	return nil
}

// detail is the most exact of what is said: the server's answer, its status code, or SES's own word for it.
func (b *bounce) detail() string {
	var said string
	for _, r := range b.Recipients { // an invitation has one
		said = cmp.Or(said, r.Diagnostic, r.Status)
	}
	return clean(cmp.Or(said, b.SubType, b.Type))
}

type complaint struct {
	moment
	Feedback string `json:"complaintFeedbackType"` // RFC 5965's types; often absent
	SubType  string `json:"complaintSubType"`      // often null
}

func readComplaint(r *record, e *Event) error {
	if r.Complaint == nil {
		return errors.New("it has no complaint")
	}
	e.Kind = Complained
	if r.Complaint.Feedback == "not-spam" { // RFC 6430: taken out of the spam
		e.Kind = Neutral
	}
	e.At, e.Detail = r.Complaint.Timestamp, clean(cmp.Or(r.Complaint.Feedback, r.Complaint.SubType))
	return nil
}

type reject struct {
	Reason string `json:"reason"`
}

func readReject(r *record, e *Event) error {
	if r.Reject == nil {
		return errors.New("it has no reject")
	}
	e.Kind, e.Detail = Rejected, clean(r.Reject.Reason)
	return nil
}

type failure struct {
	Message string `json:"errorMessage"`
}

func readFailure(r *record, e *Event) error {
	if r.Failure == nil {
		return errors.New("it has no failure")
	}
	e.Kind, e.Detail = Unrendered, clean(r.Failure.Message)
	return nil
}
