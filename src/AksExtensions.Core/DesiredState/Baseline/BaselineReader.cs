using System.Text;
using AksExtensions.Settings;

namespace AksExtensions.DesiredState;

/// <summary>Reads a baseline from a document, or reports all its errors. Sends nothing.</summary>
internal static class BaselineReader
{
    /// <summary>The version of the document format that this module reads.</summary>
    public const string FormVersion = "1";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, as a full path of the file system.</param>
    /// <param name="parser">Parses YAML.</param>
    /// <exception cref="AksExtensionException"><c>BaselineNotFound</c> or <c>BaselineInvalid</c>, with everything that is wrong.</exception>
    public static Baseline ReadFile(string path, IDocumentParser parser)
    {
        var bytes = LocalFile.Read(
            path, (detail, inner) => Errors.BaselineNotFound(path, detail, inner), detail => Errors.BaselineInvalid(path, [$"{DocumentPlace.Start}: The document {detail}."]));
        return Read(bytes, parser, out var faults) ?? throw Errors.BaselineInvalid(path, [.. faults.Select(fault => fault.ToString())]);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="parser">Parses YAML.</param>
    /// <param name="faults">The errors; empty when the baseline can be used.</param>
    /// <returns>The baseline; null when there are faults.</returns>
    public static Baseline? Read(ReadOnlySpan<byte> bytes, IDocumentParser parser, out IReadOnlyList<DocumentFault> faults)
    {
        ArgumentNullException.ThrowIfNull(parser);
        if (Unreadable(bytes) is { } fault)
        {
            faults = [fault];
            return null;
        }

        var start = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reading = parser.Parse(Encoding.UTF8.GetString(bytes[start..]));
        var found = new DocumentFaults(reading.IsComplete);
        foreach (var known in reading.Faults)
        {
            found.Add(known.Place, known.Text);
        }

        var baseline = Read(reading, found);
        faults = found.All;
        return faults.Count == 0 ? baseline : null;
    }

    private static Baseline? Read(DocumentReading reading, DocumentFaults faults)
    {
        if (reading.Root is null or ScalarNode { IsNull: true })
        {
            faults.Missing(DocumentPlace.Start, "the document is empty. A baseline has 'version: 1' and 'extensions'.");
            return null;
        }

        if (DocumentFields.Of(reading.Root, "a baseline", faults, "version", "rings", "extensions", "$schema") is not { } root)
        {
            return null;
        }

        if (root.Required("version", "a baseline") is { } version && version != FormVersion)
        {
            faults.Add(root.Node("version")!.Place, $"this module reads version {FormVersion} of baselines, not '{DocumentText.Shown(version)}'.");
        }

        var rings = RingReader.Read(root, faults);
        root.Require("extensions", "a baseline");
        var warnings = new List<string>();
        var reader = new ExtensionReader(faults, warnings);
        var extensions = root.Items("extensions").Select(reader.Read).OfType<DesiredExtension>().ToList();
        RefuseOverlaps(extensions, faults);
        return new(rings, extensions) { Warnings = warnings };
    }

    // Overlaps on every estate. Entries that overlap only on some clusters are reported when such a cluster is found.
    private static void RefuseOverlaps(List<DesiredExtension> extensions, DocumentFaults faults)
    {
        foreach (var group in extensions.GroupBy(extension => extension.Name, StringComparer.OrdinalIgnoreCase))
        {
            var earlier = new List<DesiredExtension>();
            foreach (var entry in group)
            {
                if (earlier.Find(other => ClusterSelector.SurelyOverlap(other.Clusters, entry.Clusters)) is { } other)
                {
                    faults.Add(
                        entry.Place!.Value,
                        $"'{entry.Name}' is also specified at {other.Place} for the same clusters. Make the two entries select different clusters.");
                }

                earlier.Add(entry);
            }
        }
    }

    private static DocumentFault? Unreadable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > DocumentLimits.MaximumBytes)
        {
            return new(DocumentPlace.Start, $"the document is larger than {DocumentLimits.MaximumBytes / 1024 / 1024} MiB.");
        }

        if (LocalFile.ForeignEncoding(bytes) is { } encoding)
        {
            return new(DocumentPlace.Start, $"the document is {encoding.Name}. Save it as UTF-8.");
        }

        try
        {
            _ = StrictUtf8.GetCharCount(bytes);
            return null;
        }
        catch (DecoderFallbackException failure)
        {
            var before = bytes[..Math.Clamp(failure.Index, 0, bytes.Length)];
            var place = new DocumentPlace(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
            return new(place, "the document is not UTF-8. Save it as UTF-8.");
        }
    }
}
