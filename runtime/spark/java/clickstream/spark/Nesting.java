package clickstream.spark;

import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/** How deeply a statement's parentheses and brackets are nested, by Spark's own lexer: others take a text for code, or code for a text. */
public final class Nesting {
    private Nesting() {
    }

    public static int deepest(String statement) {
        SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(statement)));
        // What it cannot read, the parser says.
        lexer.removeErrorListeners();
        int depth = 0;
        int deepest = 0;
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            int type = token.getType();
            if (type == SqlBaseLexer.LEFT_PAREN || type == SqlBaseLexer.LEFT_BRACKET) {
                depth++;
                deepest = Math.max(deepest, depth);
            } else if (type == SqlBaseLexer.RIGHT_PAREN || type == SqlBaseLexer.RIGHT_BRACKET) {
                depth--;
            }
        }
        return deepest;
    }
}
