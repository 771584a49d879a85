package clickstream.connect;

import java.util.concurrent.ConcurrentMap;
import org.apache.spark.sql.connect.service.SessionHolder;
import org.apache.spark.sql.connect.service.SessionKey;
import org.apache.spark.sql.connect.service.SparkConnectService$;
import org.apache.spark.sql.connect.service.SparkConnectSessionManager;
import org.sparkproject.connect.grpc.ForwardingServerCall;
import org.sparkproject.connect.grpc.ForwardingServerCallListener;
import org.sparkproject.connect.grpc.Metadata;
import org.sparkproject.connect.grpc.ServerCall;
import org.sparkproject.connect.grpc.ServerCallHandler;
import org.sparkproject.connect.grpc.ServerInterceptor;
import org.sparkproject.connect.protobuf.Descriptors.FieldDescriptor;
import org.sparkproject.connect.protobuf.Message;
import scala.Option;

/**
 * Gives what runs in foreachBatch a session of its own, with an id of its own, in which the batch can be found and what the
 * notebook has set or created cannot: what https://github.com/apache/spark/pull/55410 (open in November 2026) makes of it.
 *
 * <p>The worker that runs foreachBatch connects to `localhost`, unlike the notebook: Spark's StreamingForeachBatchHelper
 * says so.
 */
public class BatchSessions implements ServerInterceptor {
  private static final String OWN = "ba7c4000";

  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getAuthority() == null || !call.getAuthority().startsWith("localhost")) return next.startCall(call, headers);
    final String[] root = new String[1];
    ServerCall<Q, A> answering = new ForwardingServerCall.SimpleForwardingServerCall<Q, A>(call) {
      public void sendMessage(A message) {
        super.sendMessage((A) withSession((Message) message, root[0]));
      }
    };
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<Q>(next.startCall(answering, headers)) {
      public void onMessage(Q message) {
        Message request = (Message) message;
        root[0] = (String) request.getField(field(request, "session_id"));
        String own = OWN + root[0].substring(OWN.length());
        shareBatches(userOf(request), root[0], own);
        super.onMessage((Q) withSession(request, own));
      }
    };
  }

  static Message withSession(Message message, String id) {
    FieldDescriptor session = field(message, "session_id");
    if (session == null) return message;
    return message.toBuilder().setField(session, id).build();
  }

  private static FieldDescriptor field(Message message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static String userOf(Message request) {
    Message user = (Message) request.getField(field(request, "user_context"));
    return (String) user.getField(field(user, "user_id"));
  }

  private static void shareBatches(String user, String root, String own) {
    SparkConnectSessionManager sessions = SparkConnectService$.MODULE$.sessionManager();
    Option found = sessions.getIsolatedSessionIfPresent(new SessionKey(user, root));
    if (found.isEmpty()) return;
    ConcurrentMap batches = ((SessionHolder) found.get()).dataFrameCache();
    ConcurrentMap shared = sessions.getOrCreateIsolatedSession(new SessionKey(user, own), Option.empty()).dataFrameCache();
    shared.putAll(batches);
    shared.keySet().retainAll(batches.keySet());
  }
}
