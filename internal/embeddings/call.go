package embeddings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

const (
	mostNumbers = 8192             // in a vector
	mostBytes   = 32 * mostNumbers // of a vector in an answer
)

// refusal is an answer of the service that isn't what was asked for.
type refusal struct {
	status int
	after  time.Duration // for which the service asks to be left alone; 0 when it doesn't say
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("the service answered %d %s", r.status, http.StatusText(r.status))
	switch r.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return text + "; check kb.embeddings.key and kb.embeddings.key_header"
	case http.StatusNotFound:
		return text + "; check kb.embeddings.url and kb.embeddings.model"
	}
	return text
}

// passes says whether it may be different soon.
func (r *refusal) passes() bool {
	return r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout || r.status >= 500
}

// ofTexts says whether the fault is in what was sent, and others would be answered.
func (r *refusal) ofTexts() bool {
	return r.status == http.StatusBadRequest || r.status == http.StatusRequestEntityTooLarge || r.status == http.StatusUnprocessableEntity
}

// call sends one request.
func (c *Client) call(ctx context.Context, texts []string) ([][]float32, error) {
	wanted := struct {
		Model string   `json:"model"`
		Input []string `json:"input"`
	}{Model: c.config.Model}
	for _, text := range texts {
		wanted.Input = append(wanted.Input, fit(text))
	}
	body, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if key := c.config.Key; key != "" {
		if http.CanonicalHeaderKey(c.config.KeyHeader) == "Authorization" {
			key = "Bearer " + key
		}
		request.Header.Set(c.config.KeyHeader, key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		// What the service says may repeat what somebody asked, so it goes no further.
		_, _ = io.CopyN(io.Discard, response.Body, 4<<10)
		return nil, &refusal{response.StatusCode, retryAfter(response.Header, c.options.Now())}
	}
	most := mostBytes * (len(texts) + 1)
	data, err := io.ReadAll(io.LimitReader(response.Body, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > most {
		return nil, errors.New("the answer of the service is too long")
	}
	return parse(data, len(texts))
}

// parse reads the answer: a vector for each text, in any order.
func parse(data []byte, count int) ([][]float32, error) {
	var answer struct {
		Data []struct {
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		} `json:"data"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, fmt.Errorf("the answer of the service is not what it should be: %w", err)
	}
	if len(answer.Data) != count {
		return nil, fmt.Errorf("the service returned %d vectors for %d texts", len(answer.Data), count)
	}
	vectors := make([][]float32, count)
	length := len(answer.Data[0].Embedding)
	for _, one := range answer.Data {
		if one.Index < 0 || one.Index >= count || vectors[one.Index] != nil {
			return nil, errors.New("the service returned a vector twice, or one for a text that wasn't sent")
		}
		if len(one.Embedding) != length || length > mostNumbers {
			return nil, fmt.Errorf("the service returned vectors of %d and of %d numbers", length, len(one.Embedding))
		}
		vector, err := unit(one.Embedding)
		if err != nil {
			return nil, err
		}
		vectors[one.Index] = vector
	}
	return vectors, nil
}

// unit brings a vector to length 1.
func unit(numbers []float64) ([]float32, error) {
	var squares float64
	for _, x := range numbers {
		squares += x * x
	}
	length := math.Sqrt(squares)
	if length == 0 || math.IsInf(length, 0) {
		return nil, errors.New("the service returned a vector that has no direction")
	}
	vector := make([]float32, len(numbers))
	for i, x := range numbers {
		vector[i] = float32(x / length)
	}
	return vector, nil
}

// retryAfter is how long the service asks to be left alone.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 3600)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
