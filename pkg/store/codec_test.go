package store_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"pgregory.net/rapid"

	"usher/pkg/store"
)

// TestEncodeAsTheLibrary holds the short way for texts and numbers to what the SDK's library makes of them.
func TestEncodeAsTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, v := range []any{rapid.String().Draw(t, "text"), "", rapid.Int().Draw(t, "number"), 0} {
			got, err := store.Encode(v)
			want, wrong := attributevalue.Marshal(v)
			if err != nil || wrong != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%#v is encoded as %#v, %v; the library makes %#v, %v", v, got, err, want, wrong)
			}
		}
	})
}
