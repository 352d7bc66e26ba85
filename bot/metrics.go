package bot

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"deskhand/helpdesk"
	"deskhand/knowledge"
)

// Metrics count what the bot does. None of them carries personal text.
type Metrics struct {
	turns      *prometheus.HistogramVec
	rejected   *prometheus.CounterVec
	verdicts   *prometheus.CounterVec
	tickets    *prometheus.CounterVec
	duplicates prometheus.Counter
	failures   prometheus.Counter
}

// NewMetrics registers the bot's metrics.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "deskhand_turn_seconds", Help: "Time from a delivery to its reply being sent.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"type"}),
		rejected: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "deskhand_requests_rejected_total", Help: "Requests that were not let in, by HTTP status.",
		}, []string{"status"}),
		verdicts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "deskhand_questions_total", Help: "Questions asked, by how sure the answer was.",
		}, []string{"verdict"}),
		tickets: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "deskhand_tickets_opened_total", Help: "Ticket forms sent that led to a ticket, by priority.",
		}, []string{"priority"}),
		duplicates: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "deskhand_duplicate_deliveries_total", Help: "Deliveries that had been worked before.",
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "deskhand_turns_failed_total", Help: "Turns that could not be worked.",
		}),
	}
	registry.MustRegister(m.turns, m.rejected, m.verdicts, m.tickets, m.duplicates, m.failures)
	return m
}

func (m *Metrics) worked(kind string, took time.Duration) {
	m.turns.WithLabelValues(kind).Observe(took.Seconds())
}
func (m *Metrics) turned(status int) { m.rejected.WithLabelValues(strconv.Itoa(status)).Inc() }
func (m *Metrics) asked(verdict knowledge.Verdict) {
	m.verdicts.WithLabelValues(string(verdict)).Inc()
}

func (m *Metrics) opened(p helpdesk.Priority) { m.tickets.WithLabelValues(strconv.Itoa(int(p))).Inc() }
func (m *Metrics) duplicate()                 { m.duplicates.Inc() }
func (m *Metrics) failed()                    { m.failures.Inc() }
