using AksExtensions.Catalogue;

namespace AksExtensions.Report;

/// <summary>The newest installed version of each type on each release train.</summary>
internal sealed class NewestVersions
{
    private readonly Dictionary<(string Type, string Train), string> _versions = [];

    /// <summary>Adds a version; an older one than is known changes nothing.</summary>
    /// <param name="extensionType">The type.</param>
    /// <param name="releaseTrain">The release train; null where instances have none.</param>
    /// <param name="version">The version.</param>
    public void Add(string extensionType, string? releaseTrain, string version)
    {
        var key = Key(extensionType, releaseTrain);
        if (!_versions.TryGetValue(key, out var known) || VersionOrder.Compare(known, version) < 0)
        {
            _versions[key] = version;
        }
    }

    /// <summary>The newest version; null when none is known.</summary>
    public string? Find(string extensionType, string? releaseTrain) => _versions.GetValueOrDefault(Key(extensionType, releaseTrain));

    // Azure ignores the case of types, and returns trains in several.
    private static (string, string) Key(string type, string? train) => (type.ToUpperInvariant(), train?.ToUpperInvariant() ?? string.Empty);
}
