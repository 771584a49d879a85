package clickstream.kafka;

import java.io.IOException;

/** A Kafka broker that ends with the process that started it, however that one ends: its input is closed then. */
public final class OwnedBroker {
    private OwnedBroker() {
    }

    public static void main(String[] arguments) {
        Thread watch = new Thread(new Watch(), "owner");
        watch.setDaemon(true);
        watch.start();
        kafka.Kafka.main(arguments);
    }

    private static final class Watch implements Runnable {
        public void run() {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever sent.
                }
            } catch (IOException closed) {
                // As good as its end.
            }
            System.exit(1);
        }
    }
}
