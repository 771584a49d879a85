package kafkashaded.org.apache.kafka.common.security.plain;

/** Databricks' name for the login module of the Kafka client: notebooks written for it run here unchanged. */
public final class PlainLoginModule extends org.apache.kafka.common.security.plain.PlainLoginModule {}
