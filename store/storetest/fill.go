package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// filled is a T in which no field is zero and no two are the same, so that a column that is forgotten or mixed up with
// another shows.
func filled[T any](t *testing.T) T {
	t.Helper()
	var value T
	n := 0
	fill(t, reflect.ValueOf(&value).Elem(), &n)
	return value
}

func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		at := time.Date(2026, time.March, 1, 12, 0, 0, 123e6, time.UTC).Add(time.Duration(*n) * time.Hour)
		v.Set(reflect.ValueOf(at))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%d «blåbær» \"quoted\" 'n' \\ 🙂\nline", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, n)
		fill(t, value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(t, field, n)
		}
	default:
		require.FailNow(t, "fill knows no "+v.Type().String()+": teach it")
	}
}
