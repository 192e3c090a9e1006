package prove

import "context"

type postOffice struct{}

func (r *Run) startPost(context.Context) *postOffice { return &postOffice{} }
func (p *postOffice) finish(context.Context) error   { return nil }
