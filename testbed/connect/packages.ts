import type { PythonPackage } from "../../runtime/toolchain/pythonPackages";

/** The Spark after the product's, which serverless compute is on by now. */
export const nextPyspark: PythonPackage = {
  name: "pyspark",
  version: "4.1.1",
  sha256: ["77f78984aa84fbe865c717dd37b49913b4e5c97d76ef6824f932f1aefa6621ec"],
};

/** What the Connect client of pyspark 4.0 and 4.1 imports, in full: for Linux and Python 3.11 to 3.13. */
export const clientPackages: readonly PythonPackage[] = [
  {
    name: "grpcio",
    version: "1.85.3",
    sha256: [
      "885f8c19eb4f472dc9b91bec03ea8b2b135027b4d94c4386501069a7b6e08efa",
      "f2948333a1f462c0e559b5ea436655ed36822fa448f5713d6de2d483bed6e03f",
      "258c579112434464d24dd5f8f73bf4b220a9c88219bef4d6f56410b5363a0a81",
      "8266434d54c3442ebdba71d97e6f688b73dd00194bda6e1e35e57272afbd2d73",
      "399fc184b4d2dd0b014b4b880a5b1ecc99383b610dbb270acb43d1b23e1e8b9c",
      "9d20015c0dfc91de7a9a037cc84c7a174e8fe62e6427f563f1e2e35ca10f3798",
    ],
  },
  {
    name: "grpcio-status",
    version: "1.85.3",
    sha256: ["136632e7ac60a133e5299cd970426690200b3dbda370eca407e259b28de0f4a2"],
  },
  {
    name: "googleapis-common-protos",
    version: "1.76.0",
    sha256: ["59e13344a9f3651aa201a03e2bee815a3bf43a4baf1f9ff8a9b62a840ce25fac"],
  },
  {
    name: "protobuf",
    version: "7.36.2",
    sha256: [
      "e11e1f0180583a2af89db6a2ecd9e8dc40aa6d2988ca175bfd0e6d12ea72d74e",
      "89f23aa53c24553a2416fd4fd1ec06f74fa42b14b546d8883128813f775bbfd2",
    ],
  },
  {
    name: "typing-extensions",
    version: "4.16.0",
    sha256: ["481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8"],
  },
  {
    name: "pandas",
    version: "3.1.1",
    sha256: [
      "593fb29eb5e51ab77ee37bda7ab2232aa1077088af7b4acbd18ca2f43f6c02f5",
      "4f1602f614bb83f443381dbcbb94c4ac764b2e50c8d6c965614c5cd83e328c47",
      "0f628bb9a4681695da1dcc04efef86bc8c67095300d8da928b9886259cb0dada",
      "028490c8ac2e03e18c9b08b7f3612e149b03570209bcf741d23833a7a5377ab2",
      "57112bab44e336758121435cd01ccebc1e4fca56c28d95d7c03bf2418dedea6a",
      "645fa00fd85cfced2d2c09dc116d3694f578501b1ce4899153fbe64788ecda98",
    ],
  },
  {
    name: "numpy",
    version: "2.4.6",
    sha256: [
      "0ab0a9c4ffb1a6d95ef519fe4247dba8eb6b18ad93999f76b7f657039acabd47",
      "89cd468399cfd2504718f0ba50e410dca55a170b61a02ad92bb18c8a65186e93",
      "5f9fb9157b4ce2971008323afe46053787b526ef624fea915b261468a8421a0f",
      "90f9849678c75fe7afa2d348ac842c168b0a4d3d61919687216dfc547976d853",
      "72fbe16c6fac95aedf5937fa873445cec2110be35d8a4e9433d7501fd98dae6b",
      "a7830bab239b79cda9c08c2da014761cafb48da6150e1da17ac06283f43b6089",
    ],
  },
  {
    name: "python-dateutil",
    version: "2.9.0.post0",
    sha256: ["a8b2bc7bffae282281c8140a97d3aa9c14da0b136dfe83f850eea9a5f7470427"],
  },
  {
    name: "six",
    version: "1.17.0",
    sha256: ["4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274"],
  },
  {
    name: "pyarrow",
    version: "26.0.1",
    sha256: [
      "22a96a225de107eb9acd1ad9a818198ca832df2a4c0952412f754a7ed2105a98",
      "39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c",
      "6c18167774fb599d42444b7ac558a893d49e750fb14232b538955e6f0d1d51ea",
      "c718bf97a92a6dea97fd1062c3b9f9e2e83cb9cc926e752289fa4ffff41738f9",
      "a3a79661404ba3d41b7c9a45cb56113246a244b38cb1393fadae289bc66b91b4",
      "f71221bbc7707e3fad920d0478db9350791d4714ec445299ee0d56559fbc156c",
    ],
  },
  {
    name: "zstandard",
    version: "0.25.0",
    sha256: [
      "01582723b3ccd6939ab7b3a78622c573799d5d8737b534b86d0e06ac18dbde4a",
      "9300d02ea7c6506f00e627e287e0492a5eb0371ec1670ae852fefffa6164b072",
      "6dffecc361d079bb48d7caef5d673c88c8988d3d33fb74ab95b7ee6da42652ea",
      "5a56ba0db2d244117ed744dfa8f6f5b366e14148e00de44723413b2f3938a902",
      "bfc4e20784722098822e3eee42b8e576b379ed72cca4a7cb856ae733e62192ea",
      "8e735494da3db08694d26480f1493ad2cf86e99bdd53e8e9771b2752a5c0246a",
    ],
  },
];
