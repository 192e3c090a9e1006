package seal

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/go-json-experiment/json/jsontext"

	"usher/pkg/store"
)

// Canonical is the one spelling of a stored item, to be hashed: all attributes
// it has, as DynamoDB's JSON ({"at":{"S":"…"},"n":{"N":"1"}}) without white space,
// names in the order of their bytes, strings escaped as little as RFC 8785 does,
// sets in the order of their bytes. Types are spelt out, so a number and the text
// of it differ. Numbers are written as digits and a power of ten, so that those
// of one value are spelt alike whoever printed them: 15E-1.
func Canonical(item store.Item) []byte { return appendMap(nil, item) }

func appendMap(to []byte, m map[string]types.AttributeValue) []byte {
	to = append(to, '{')
	for i, name := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(appendText(to, name), ':')
		to = appendValue(to, m[name])
	}
	return append(to, '}')
}

func appendValue(to []byte, v types.AttributeValue) []byte {
	tag := func(name string) { to = append(append(append(to, '{', '"'), name...), '"', ':') }
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		tag("S")
		to = appendText(to, v.Value)
	case *types.AttributeValueMemberN:
		tag("N")
		to = appendText(to, number(v.Value))
	case *types.AttributeValueMemberB:
		tag("B")
		to = appendText(to, base64.StdEncoding.EncodeToString(v.Value))
	case *types.AttributeValueMemberBOOL:
		tag("BOOL")
		to = strconv.AppendBool(to, v.Value)
	case *types.AttributeValueMemberM:
		tag("M")
		to = appendMap(to, v.Value)
	case *types.AttributeValueMemberL:
		tag("L")
		to = appendList(to, v.Value)
	case *types.AttributeValueMemberSS:
		tag("SS")
		to = appendSet(to, v.Value)
	case *types.AttributeValueMemberNS:
		tag("NS")
		to = appendSet(to, each(v.Value, number))
	case *types.AttributeValueMemberBS:
		tag("BS")
		to = appendSet(to, each(v.Value, base64.StdEncoding.EncodeToString))
	default: // the one type that is left has one value
		tag("NULL")
		to = append(to, "true"...)
	}
	return append(to, '}')
}

func appendList(to []byte, list []types.AttributeValue) []byte {
	to = append(to, '[')
	for i, v := range list {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendValue(to, v)
	}
	return append(to, ']')
}

func appendSet(to []byte, set []string) []byte {
	to = append(to, '[')
	for i, s := range slices.Sorted(slices.Values(set)) {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendText(to, s)
	}
	return append(to, ']')
}

func each[T any](values []T, f func(T) string) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = f(v)
	}
	return texts
}

// appendText quotes a string. DynamoDB stores no text that is not UTF-8, which
// is all that could fail.
func appendText(to []byte, s string) []byte {
	quoted, _ := jsontext.AppendQuote(to, s)
	return quoted
}

// number spells a number as its digits, without zeros at either end, and a power
// of ten that is left out when it is 0. What is no number stays as it is.
func number(text string) string {
	digits, power, ok := scan(strings.ToUpper(text))
	if !ok {
		return text
	}
	sign := ""
	if digits[0] == '-' || digits[0] == '+' {
		sign, digits = strings.TrimPrefix(digits[:1], "+"), digits[1:]
	}
	short := strings.TrimRight(digits, "0")
	power += len(digits) - len(short)
	if short = strings.TrimLeft(short, "0"); short == "" {
		return "0"
	}
	if power == 0 {
		return sign + short
	}
	return sign + short + "E" + strconv.Itoa(power)
}

// scan splits a decimal number into its digits with their sign and the power of
// ten they are to be multiplied by.
func scan(text string) (digits string, power int, ok bool) {
	mantissa, exponent, scientific := strings.Cut(text, "E")
	if scientific {
		var err error
		if power, err = strconv.Atoi(exponent); err != nil {
			return "", 0, false
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = whole + fraction
	plain := strings.TrimLeft(digits, "+-")
	if plain == "" || len(digits)-len(plain) > 1 || strings.Trim(plain, "0123456789") != "" {
		return "", 0, false
	}
	return digits, power - len(fraction), true
}
