package io.neo4jsync.insights;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** One question. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = InsightComponent.SCHEME,
    title = "Question to the graph",
    syntax = "insight:question",
    producerOnly = true)
public final class InsightEndpoint extends DefaultEndpoint {

  @UriPath
  @Metadata(required = true)
  private final String question;

  private final Asking asking;

  InsightEndpoint(String uri, InsightComponent component, String question, Asking asking) {
    super(uri, component);
    this.question = question;
    this.asking = asking;
  }

  @Override
  public Producer createProducer() {
    return new DefaultProducer(this) {
      @Override
      public void process(Exchange exchange) {
        Answer.put(exchange, asking.ask(question, exchange.getMessage()));
      }
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("insight: answers questions, it asks none");
  }
}
