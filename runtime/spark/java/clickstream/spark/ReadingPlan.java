package clickstream.spark;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataType;

/**
 * Whether an analysed plan reads tables of the lake and nothing else. All that it may consist of is listed; what is
 * not, is objected to.
 */
public final class ReadingPlan {
    /** What Spark 4.0's analyzer makes of queries (org.apache.spark.sql.catalyst.plans.logical). */
    private static final Set QUERIES = setOf(
            "Aggregate CTERelationDef CTERelationRef Deduplicate Distinct Except Expand Filter Generate GlobalLimit"
                    + " Intersect Join LateralJoin LocalLimit LocalRelation Offset OneRowRelation PipeOperator Project"
                    + " Range RebalancePartitions Repartition RepartitionByExpression ResolvedHint ResolvedInlineTable"
                    + " Sample Sort Subquery SubqueryAlias Tail Union Window WithCTE");
    /** And of SHOW and DESCRIBE. */
    private static final Set DESCRIPTIONS = setOf(
            "DescribeColumn DescribeColumnCommand DescribeDatabaseCommand DescribeDeltaDetailCommand"
                    + " DescribeDeltaHistory DescribeDeltaHistoryCommand DescribeFunction DescribeFunctionCommand"
                    + " DescribeNamespace DescribeQueryCommand DescribeRelation DescribeTableCommand"
                    + " ExplainCommand ResolvedNamespace ResolvedNonPersistentFunc ResolvedPersistentView ResolvedTable"
                    + " ShowCatalogsCommand ShowColumns ShowColumnsCommand ShowCreateTable ShowCreateTableCommand"
                    + " ShowCurrentNamespaceCommand ShowFunctions ShowFunctionsCommand ShowNamespaces"
                    + " ShowNamespacesCommand ShowPartitions ShowPartitionsCommand ShowDeltaPartitionsCommand ShowTableProperties"
                    + " ShowTablePropertiesCommand ShowTables ShowTablesCommand ShowDeltaTableColumnsCommand"
                    + " ShowViews ShowViewsCommand");
    /** They run code that somebody else than Spark wrote, or that is named in the statement. */
    private static final Set CODE = setOf(
            "CallMethodViaReflection TryReflect ScalaUDF ScalaAggregator ScalaUDAF PythonUDF PythonUDAF PythonUDTF"
                    + " PythonFuncExpression UserDefinedPythonFunction HiveSimpleUDF HiveGenericUDF HiveGenericUDTF"
                    + " HiveUDAFFunction ApplyFunctionExpression");
    private static final String EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions.";

    private ReadingPlan() {
    }

    /**
     * @param roots folders, one of which each table must be in
     * @return what the plan holds that it must not, null where there is no such thing
     */
    public static String objectionTo(Object plan, String[] roots) {
        Map seen = new IdentityHashMap();
        ArrayDeque waiting = new ArrayDeque();
        waiting.add(plan);
        while (!waiting.isEmpty()) {
            Object node = waiting.remove();
            if (node instanceof DataType || seen.put(node, node) != null) {
                continue;
            }
            String objection = objectionToNode(node, roots);
            if (objection != null) {
                return objection;
            }
            if (!(node instanceof LogicalRelation)) {
                addContents(node, waiting);
            }
        }
        return null;
    }

    private static String objectionToNode(Object node, String[] roots) {
        String full = node.getClass().getName();
        String name = full.substring(full.lastIndexOf('.') + 1).replace("$", "");
        if (node instanceof LogicalRelation) {
            return objectionToRelation(((LogicalRelation) node).relation(), roots);
        }
        if (node instanceof LogicalPlan) {
            return QUERIES.contains(name) || DESCRIPTIONS.contains(name) ? null : name;
        }
        if (node instanceof Expression) {
            return full.startsWith(EXPRESSIONS) && !CODE.contains(name) ? null : name;
        }
        if (node instanceof Table) {
            return full.equals("org.apache.spark.sql.delta.catalog.DeltaTableV2") ? null : "the table " + ((Table) node).name();
        }
        return null;
    }

    private static String objectionToRelation(Object relation, String[] roots) {
        if (!(relation instanceof HadoopFsRelation)) {
            return relation.getClass().getName();
        }
        HadoopFsRelation files = (HadoopFsRelation) relation;
        if (!files.fileFormat().getClass().getName().startsWith("org.apache.spark.sql.delta.")) {
            return "a table of the format " + files.fileFormat();
        }
        scala.collection.Iterator paths = files.location().rootPaths().iterator();
        while (paths.hasNext()) {
            Path path = (Path) paths.next();
            if (!isBelow(path, roots)) {
                return "the folder " + path;
            }
        }
        return null;
    }

    private static boolean isBelow(Path path, String[] roots) {
        if ("abfss".equals(path.toUri().getScheme())) {
            return true;
        }
        for (int i = 0; i < roots.length; i++) {
            if (path.toUri().getPath().startsWith(roots[i] + "/")) {
                return true;
            }
        }
        return false;
    }

    /** Everything in a node. `children` would leave out what is in an option, a map or a leaf. */
    private static void addContents(Object node, ArrayDeque waiting) {
        scala.collection.Iterator contents;
        if (node instanceof scala.collection.Iterable) {
            contents = ((scala.collection.Iterable) node).iterator();
        } else if (node instanceof scala.Product) {
            contents = ((scala.Product) node).productIterator();
        } else {
            return;
        }
        while (contents.hasNext()) {
            Object content = contents.next();
            if (content != null) {
                waiting.add(content);
            }
        }
    }

    private static Set setOf(String names) {
        return new HashSet(Arrays.asList(names.split(" ")));
    }
}
