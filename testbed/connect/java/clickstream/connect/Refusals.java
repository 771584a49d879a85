package clickstream.connect;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.spark.connect.proto.ConfigRequest;
import org.apache.spark.connect.proto.ExecutePlanRequest;
import org.apache.spark.connect.proto.KeyValue;
import org.apache.spark.connect.proto.WriteStreamOperationStart;
import org.sparkproject.connect.grpc.ForwardingServerCallListener;
import org.sparkproject.connect.grpc.Metadata;
import org.sparkproject.connect.grpc.ServerCall;
import org.sparkproject.connect.grpc.ServerCallHandler;
import org.sparkproject.connect.grpc.ServerInterceptor;
import org.sparkproject.connect.grpc.Status;

/**
 * Refuses what serverless compute refuses: to get, set or unset a setting that it is not documented to know
 * (docs.databricks.com/spark/conf.html; the error's text is that of github.com/databricks/databricks-sdk-py/issues/1112),
 * and a stream with any trigger but availableNow (docs.databricks.com/compute/serverless/limitations.html).
 */
public class Refusals implements ServerInterceptor {
  private static final List<String> KNOWN =
      Arrays.asList("spark.sql.session.timeZone", "spark.sql.shuffle.partitions", "spark.sql.ansi.enabled");

  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    final ServerCall<Q, A> answered = call;
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
      private boolean refused = false;

      public void onMessage(Q message) {
        String refusal = refusalOf(message);
        refused = refusal != null;
        if (refused) answered.close(Status.INVALID_ARGUMENT.withDescription(refusal), new Metadata());
        else super.onMessage(message);
      }

      public void onHalfClose() {
        if (!refused) super.onHalfClose();
      }
    };
  }

  /** What pyspark's client asks for by itself (pyspark/sql/connect), which Databricks' servers answer its clients. */
  private static boolean isClients(String key) {
    return key.startsWith("spark.python.") || key.startsWith("spark.connect.") || key.startsWith("spark.sql.pyspark.")
        || key.startsWith("spark.sql.execution.") || key.startsWith("spark.sql.session.localRelation")
        || key.equals("spark.sql.timestampType");
  }

  static String refusalOf(Object message) {
    if (message instanceof ConfigRequest) {
      ConfigRequest.Operation operation = ((ConfigRequest) message).getOperation();
      boolean changes = operation.hasSet() || operation.hasUnset();
      for (Object key : keysOf(operation))
        if (!KNOWN.contains(key) && (changes || !isClients((String) key)))
          return "[CONFIG_NOT_AVAILABLE] Configuration " + key + " is not available. SQLSTATE: 42K0I";
    }
    if (message instanceof ExecutePlanRequest) {
      ExecutePlanRequest request = (ExecutePlanRequest) message;
      if (request.getPlan().getCommand().hasWriteStreamOperationStart()) {
        WriteStreamOperationStart start = request.getPlan().getCommand().getWriteStreamOperationStart();
        if (!start.getAvailableNow())
          return "[INFINITE_STREAMING_TRIGGER_NOT_SUPPORTED] Trigger type ProcessingTime is not supported for this cluster"
              + " type. Use a different trigger type e.g. AvailableNow, Once. SQLSTATE: 0A000";
      }
    }
    return null;
  }

  private static List keysOf(ConfigRequest.Operation operation) {
    if (operation.hasGet()) return operation.getGet().getKeysList();
    if (operation.hasGetWithDefault()) return keysOf(operation.getGetWithDefault().getPairsList());
    if (operation.hasGetOption()) return operation.getGetOption().getKeysList();
    if (operation.hasSet()) return keysOf(operation.getSet().getPairsList());
    if (operation.hasUnset()) return operation.getUnset().getKeysList();
    return Collections.emptyList();
  }

  private static List keysOf(List pairs) {
    Object[] keys = new Object[pairs.size()];
    for (int index = 0; index < keys.length; index++) keys[index] = ((KeyValue) pairs.get(index)).getKey();
    return Arrays.asList(keys);
  }
}
