namespace CritiqueCluster.Node.Exports;

/// <summary>What explorations are written as; docs/EXPORT.md has each field.</summary>
internal enum ExportFormat
{
    /// <summary>A JSON object per exploration and line, with everything that the journal has of it.</summary>
    Jsonl,

    /// <summary>A Parquet table with a row per attempt.</summary>
    Parquet,

    /// <summary>A conversation per trajectory and line, as supervised trainers read it.</summary>
    Messages,
}
