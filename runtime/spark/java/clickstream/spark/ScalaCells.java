package clickstream.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
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
    private List displayed = new ArrayList();

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
    public String run(String source) {
        output.getBuffer().setLength(0);
        SparkSession.setActiveSession(session);
        Results.Result result = interpreter.interpret(source);
        if (result.toString().equals("Success")) {
            return null;
        }
        String said = output.toString().trim();
        return said.isEmpty() ? "the cell is not complete" : said;
    }

    public void display(Object shown) {
        displayed.add(shown);
    }

    /** @return what has been displayed since this was last asked */
    public List takeDisplayed() {
        List taken = displayed;
        displayed = new ArrayList();
        return taken;
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
