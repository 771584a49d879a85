package clickstream.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Rows of texts, up to a size: a task collects the rows of its partition in memory before anybody sees how many they are.
 */
public final class BoundedRows implements MapPartitionsFunction {
    private static final long serialVersionUID = 1L;
    /** What a row takes besides its texts. */
    private static final long ROW = 16;
    private static final long NULL = 4;

    private final long enough;
    private final long limit;

    /**
     * @param enough the characters of one partition behind which it ends
     * @param limit on its size, beyond which it fails
     */
    public BoundedRows(long enough, long limit) {
        this.enough = enough;
        this.limit = limit;
    }

    public Iterator call(Iterator rows) {
        return new Bounded(rows, enough, limit);
    }

    /** Its name is in the error that Spark passes on. */
    public static final class ResultTooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded implements Iterator, Serializable {
        private static final long serialVersionUID = 1L;
        private final Iterator rows;
        private final long enough;
        private final long limit;
        private long characters;
        private long count;

        Bounded(Iterator rows, long enough, long limit) {
            this.rows = rows;
            this.enough = enough;
            this.limit = limit;
        }

        public boolean hasNext() {
            return characters <= enough && rows.hasNext();
        }

        public Object next() {
            Row row = (Row) rows.next();
            count++;
            for (int i = 0; i < row.size(); i++) {
                characters += row.isNullAt(i) ? NULL : row.getString(i).length();
            }
            if (characters + count * ROW > limit) {
                throw new ResultTooLarge();
            }
            return row;
        }

        public void remove() {
            throw new UnsupportedOperationException();
        }
    }
}
