import { isHidden, mapsAt, shown, valueAt } from "../core/resource";
import { atMost, inEach, oneOf, property, rulesFor, type PolicyRule } from "../core/rule";
import * as types from "../core/types";
import { missingTags, tagsOfList } from "./everything";

/** A judgement of each of a job's own clusters. */
const inClusters = (wrongIn: PolicyRule["wrongIn"]): PolicyRule["wrongIn"] =>
  inEach(
    (job) =>
      mapsAt(job, "jobClusters").map(({ newCluster = {}, jobClusterKey }) => ({
        called: `cluster ${shown(jobClusterKey)}`,
        properties: newCluster,
      })),
    wrongIn,
  );

const jobRules = rulesFor(
  [types.JOB],
  [
    {
      id: "job-one-run",
      title: "A job has one run at a time.",
      severity: "high",
      reason: "Two runs of a stream write to one checkpoint, and each pays for a cluster.",
      wayOut: "Set maxConcurrentRuns to 1.",
      wrongIn: oneOf("maxConcurrentRuns", 1),
    },
    {
      id: "job-cluster-workers",
      title: "A cluster has no more workers than allowed.",
      severity: "high",
      reason: "Each is a virtual machine of the subscription's quota, paid by the hour.",
      wayOut: "Lower numWorkers, or raise the limit.",
      wrongIn: inClusters(({ properties: cluster }, { limits }) => {
        const autoscaled = valueAt(cluster, "autoscale.maxWorkers");
        const workers = autoscaled ?? cluster["numWorkers"] ?? 0;
        if (isHidden(workers) || (typeof workers === "number" && workers <= limits.workers)) return [];
        return [`${shown(workers)} workers, allowed are at most ${limits.workers}`];
      }),
    },
    {
      id: "job-cluster-node-type",
      title: "A cluster's nodes are of an allowed size.",
      severity: "medium",
      reason: "A size decides price and quota.",
      wayOut: "Choose another nodeTypeId, or add the size to the limits.",
      wrongIn: inClusters(
        property("nodeTypeId", (size, { limits }) => limits.nodeTypes?.includes(String(size)) ?? true),
      ),
    },
    {
      id: "job-cluster-isolation",
      title: "A cluster has an access mode that Unity Catalog trusts.",
      severity: "high",
      reason: "On any other people read each other's data and secrets.",
      wayOut: "Set dataSecurityMode to SINGLE_USER or USER_ISOLATION.",
      wrongIn: inClusters(oneOf("dataSecurityMode", "SINGLE_USER", "USER_ISOLATION")),
    },
    {
      id: "job-cluster-tags",
      title: "A cluster has the tags by which its owner is found.",
      severity: "low",
      reason:
        "Its virtual machines lie in a group of Databricks' own, and only their tags say whose they are.",
      wayOut: "Set customTags.",
      wrongIn: inClusters(({ properties }, { limits }) =>
        missingTags("customTags", properties["customTags"], limits),
      ),
    },
  ],
);

const warehouseRules = rulesFor(
  [types.WAREHOUSE],
  [
    {
      id: "warehouse-size",
      title: "A SQL warehouse is of an allowed size, with one cluster.",
      severity: "high",
      reason: "Each size costs twice the one before, by the minute.",
      wayOut: "Lower clusterSize and maxNumClusters, or raise the limit.",
      wrongIn: (resource, context) => [
        ...property("clusterSize", (size, { limits }) => limits.warehouseSizes.includes(String(size)))(
          resource,
          context,
        ),
        ...oneOf("maxNumClusters", 1)(resource, context),
      ],
    },
    {
      id: "warehouse-auto-stop",
      title: "A SQL warehouse stops by itself.",
      severity: "high",
      reason: "One that nobody asks costs as much as one that works.",
      wayOut: "Set autoStopMins; 0 is never.",
      wrongIn: (resource, context) => {
        const minutes = valueAt(resource.properties, "autoStopMins");
        if (minutes === 0) return ["autoStopMins is 0, which is never"];
        return atMost("autoStopMins", (limits) => limits.warehouseAutoStopMinutes)(resource, context);
      },
    },
    {
      id: "warehouse-tags",
      title: "A SQL warehouse has the tags by which its owner is found.",
      severity: "low",
      reason: "Costs are told apart by them.",
      wayOut: "Set tags.customTags.",
      wrongIn: ({ properties }, { limits }) =>
        missingTags("tags.customTags", tagsOfList(valueAt(properties, "tags.customTags")), limits),
    },
  ],
);

/** Rules for what runs in a Databricks workspace. */
export const computeRules: readonly PolicyRule[] = [
  ...jobRules,
  ...warehouseRules,
  ...rulesFor(
    [types.DASHBOARD],
    [
      {
        id: "dashboard-own-rights",
        title: "Everyone looks at a dashboard with their own rights.",
        severity: "medium",
        reason: "Otherwise whoever has its address reads with the rights of who published it.",
        wayOut: "Set embedCredentials to false.",
        wrongIn: oneOf("embedCredentials", false),
      },
    ],
  ),
];
