namespace AksExtensions.DesiredState;

/// <summary>Reads the rings of a baseline.</summary>
internal static class RingReader
{
    /// <summary>The rings, in order.</summary>
    public static IReadOnlyList<BaselineRing> Read(DocumentFields root, DocumentFaults faults)
    {
        var rings = new List<BaselineRing>();
        DocumentPlace? everything = null;
        foreach (var node in root.Items("rings"))
        {
            if (DocumentFields.Of(node, "a ring", faults, "name", "clusters", "soak") is not { } fields)
            {
                continue;
            }

            var name = fields.Required("name", "a ring");
            if (everything is { } place)
            {
                faults.Missing(fields.Place, $"no cluster is left for this ring, because the ring at {place} has no 'clusters' and takes all of them. Only the last ring can omit 'clusters'.");
            }

            if (name is not null && rings.Exists(ring => ring.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                faults.Add(fields.PlaceOf("name"), $"a ring named '{DocumentText.Shown(name)}' already exists.");
            }

            var clusters = SelectorReader.Read(fields.Node("clusters"), faults);
            everything ??= clusters is null && !fields.Names.Contains("clusters") ? fields.Place : null;
            rings.Add(new(name ?? string.Empty, clusters, Soak(fields, faults)));
        }

        return rings;
    }

    private static TimeSpan Soak(DocumentFields fields, DocumentFaults faults)
    {
        if (fields.Text("soak") is not { } text)
        {
            return TimeSpan.Zero;
        }

        if (Durations.Parse(text) is not { } soak)
        {
            faults.Add(fields.Node("soak")!.Place, $"'{DocumentText.Shown(text)}' is not a duration of at most {Durations.Longest.Days} days, such as 24h, 30m or 1d12h.");
            return TimeSpan.Zero;
        }

        return soak;
    }
}
