package openapi

import (
	"reflect"

	"usher/pkg/api"
	"usher/pkg/api/problem"
)

// values lists the values of a named text type; nil if any text is allowed. A type that is not known here has a
// method Values that returns a slice of it, or an enum tag in an input.
func (s *schemas) values(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[api.Status]():
		return texts(api.Statuses())
	case reflect.TypeFor[api.Delivery]():
		return texts([]api.Delivery{api.Queued, api.Sent, api.Delivered, api.Bounced, api.Complained, api.Failed})
	case reflect.TypeFor[api.ImportStatus]():
		return texts([]api.ImportStatus{api.ImportCreated, api.ImportEmailTaken, api.ImportSeatLimitReached,
			api.ImportInvalid, api.ImportTryAgain})
	case reflect.TypeFor[problem.Code]():
		return texts(problem.Codes())
	}
	if own := ownValues(t); own != nil {
		return own
	}
	return s.learned[t]
}

func ownValues(t reflect.Type) []string {
	values := reflect.Zero(t).MethodByName("Values")
	if !values.IsValid() || values.Type().NumIn() != 0 || values.Type().NumOut() != 1 {
		return nil
	}
	list := values.Call(nil)[0]
	if list.Kind() != reflect.Slice || list.Type().Elem().Kind() != reflect.String {
		return nil
	}
	all := make([]string, list.Len())
	for i := range all {
		all[i] = list.Index(i).String()
	}
	return all
}

func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// learn records the values that an input's rules list; the longest list of a type is taken for all of them.
func (s *schemas) learn(t reflect.Type) {
	for _, f := range api.Fields(t) {
		of := f.Type
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		switch {
		case of.Kind() == reflect.Struct && of != timeType:
			s.learn(of)
		case of.Kind() == reflect.String && of.Name() != "string" && len(f.Enum) > len(s.learned[of]):
			s.learned[of] = f.Enum
		}
	}
}
