package clickstream.spark;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.Console;
import scala.runtime.AbstractFunction0;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;

/** The Scala cells of one run of a notebook: an interpreter with `spark`, `dbutils` and `display`. */
public final class ScalaCells {
    /** What a notebook finds when it begins. Its widgets and secrets come from this very object. */
    private static final String PRELUDE =
            "import org.apache.spark.sql.functions._\n"
                    + "import cells.session.implicits._\n"
                    + "val spark: org.apache.spark.sql.SparkSession = cells.session\n"
                    + "def display(shown: org.apache.spark.sql.Dataset[_]): Unit = cells.display(shown)\n"
                    + "object dbutils {\n"
                    + "  object widgets {\n"
                    + "    def text(name: String, default: String, label: String = \"\"): Unit ="
                    + " cells.declare(name, default)\n"
                    + "    def get(name: String): String = cells.widget(name)\n"
                    + "  }\n"
                    + "  object secrets {\n"
                    + "    def get(scope: String, key: String): String = cells.secret(scope, key)\n"
                    + "  }\n"
                    + "}\n";

    /** Of the notebook's run: its temporary views are the other cells'. */
    public final SparkSession session;

    private final Map widgets;
    private final Map secrets;
    private final StringWriter output = new StringWriter();
    private final IMain interpreter;
    /** What has been printed or displayed, in order, since it was last taken. */
    private List shown = new ArrayList();
    /** What has been printed since, as bytes. */
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /**
     * @param widgets values by name
     * @param secrets values by `SCOPE/KEY`
     */
    public ScalaCells(SparkSession session, Map widgets, Map secrets) {
        this.session = session;
        this.widgets = widgets;
        this.secrets = secrets;
        Settings settings = new Settings();
        settings.processArgumentString("-usejavacp -Yrepl-class-based -deprecation:false");
        interpreter = new IMain(settings, new ReplReporterImpl(settings, new PrintWriter(output, true)));
        interpreter.initializeCompiler();
        interpreter.bind("cells", "clickstream.spark.ScalaCells", this, interpreter.bind$default$4());
        String problem = run(PRELUDE);
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    /** @return the interpreter's message where the cell failed, otherwise null */
    public String run(final String source) {
        output.getBuffer().setLength(0);
        SparkSession.setActiveSession(session);
        Results.Result result = (Results.Result) Console.withOut(new Printed(), new AbstractFunction0() {
            public Object apply() {
                return interpreter.interpret(source);
            }
        });
        if (result.toString().equals("Success")) {
            return null;
        }
        String said = output.toString().trim();
        return said.isEmpty() ? "the cell is not complete" : said;
    }

    public synchronized void display(Object table) {
        keepPrinted(printed.size());
        shown.add(table);
    }

    /**
     * @param all also a line that is not complete yet
     * @return what has been printed, as texts, and displayed since this was last asked
     */
    public synchronized List takeShown(boolean all) {
        byte[] bytes = printed.toByteArray();
        int end = bytes.length;
        while (!all && end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        keepPrinted(end);
        List taken = shown;
        shown = new ArrayList();
        return taken;
    }

    private void keepPrinted(int end) {
        if (end == 0) {
            return;
        }
        byte[] bytes = printed.toByteArray();
        shown.add(new String(bytes, 0, end, StandardCharsets.UTF_8));
        printed.reset();
        printed.write(bytes, end, bytes.length - end);
    }

    private synchronized void print(byte[] bytes, int offset, int length) {
        printed.write(bytes, offset, length);
    }

    /** Scala's standard output while a cell runs. */
    private final class Printed extends OutputStream {
        public void write(int value) {
            print(new byte[] {(byte) value}, 0, 1);
        }

        public void write(byte[] bytes, int offset, int length) {
            print(bytes, offset, length);
        }
    }

    public void declare(String name, String value) {
        if (!widgets.containsKey(name)) {
            widgets.put(name, value);
        }
    }

    public String widget(String name) {
        return (String) known(widgets, name, "No input widget is named ");
    }

    public String secret(String scope, String key) {
        return (String) known(secrets, scope + "/" + key, "There is no secret ");
    }

    public void close() {
        interpreter.close();
    }

    private static Object known(Map values, String name, String problem) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException(problem + name);
        }
        return values.get(name);
    }
}
