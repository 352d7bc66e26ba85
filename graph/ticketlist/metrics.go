package ticketlist

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"deskhand/helpdesk"
)

// Metrics tell how far the list and the desk are in step.
type Metrics struct {
	behind  prometheus.Gauge
	success prometheus.Gauge
	retries prometheus.Gauge
	edits   *prometheus.CounterVec
	faults  prometheus.Counter
}

// NewMetrics registers the metrics.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		behind: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "deskhand_list_lag_seconds", Help: "How long the ticket has waited that has waited longest to be listed as it is.",
		}),
		success: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "deskhand_list_last_success_timestamp_seconds", Help: "When the list was last looked through without a failure.",
		}),
		retries: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "deskhand_list_changes_waiting", Help: "Changes in the list that could not be followed and are tried again.",
		}),
		edits: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "deskhand_list_edits_total", Help: "Fields that were changed in the list, by what came of them: seen, refused, overruled.",
		}, []string{"outcome"}),
		faults: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "deskhand_list_failures_total", Help: "Looks at the list that failed.",
		}),
	}
	registry.MustRegister(m.behind, m.success, m.retries, m.edits, m.faults)
	return m
}

func (m *Metrics) followed(seen, refused, overruled int) {
	m.edits.WithLabelValues("seen").Add(float64(seen))
	m.edits.WithLabelValues("refused").Add(float64(refused))
	m.edits.WithLabelValues("overruled").Add(float64(overruled))
}

func (m *Metrics) waiting(items int) { m.retries.Set(float64(items)) }

func (m *Metrics) lag(now time.Time, tickets []helpdesk.Ticket) {
	longest := time.Duration(0)
	for _, ticket := range tickets {
		longest = max(longest, now.Sub(ticket.UpdatedAt))
	}
	m.behind.Set(longest.Seconds())
}

func (m *Metrics) looked(now time.Time, err error) {
	if err != nil {
		m.faults.Inc()
		return
	}
	m.success.Set(float64(now.Unix()))
}
