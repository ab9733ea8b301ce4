using System.Buffers;
using System.Text;
using System.Text.Json;
using AksExtensions.Report;

namespace AksExtensions.Html;

/// <summary>
/// The data of the page's script, as compact JSON: rows are arrays in a fixed order, which data.js names, and each text occurs once. The JSON
/// escapes everything that could end its element.
/// </summary>
internal sealed class PageData : IDisposable
{
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _types;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    private PageData(FleetReport report)
    {
        _json = new(_buffer);
        // A type that nothing but the baseline names has a column, too.
        _types = report.Types.Select(type => type.Name)
            .Concat(report.Clusters.SelectMany(cluster => cluster.Drift).Select(drift => drift.ExtensionType).OfType<string>())
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select((name, at) => (name, at))
            .ToDictionary(type => type.name, type => type.at, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The JSON.</summary>
    public static string Of(FleetReport report)
    {
        using var data = new PageData(report);
        data.Write(report);
        return Encoding.UTF8.GetString(data._buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(FleetReport report)
    {
        _json.WriteStartObject();
        List("types", _types.Keys, Value);
        List("versions", _types.Keys, name => List(
            report.Types.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Versions ?? [], version => Text(version.Version)));
        List("clusters", report.Clusters, Cluster);
        List("texts", _texts, Value);
        _json.WriteEndObject();
        _json.Flush();
    }

    private void Cluster(ReportCluster cluster)
    {
        _json.WriteStartArray();
        Value(cluster.Name);
        Text(cluster.ResourceGroupName);
        Text(cluster.SubscriptionId);
        Text(cluster.Location);
        Text(cluster.KubernetesVersion);
        Text(cluster.PowerState);
        Value(cluster.PortalUrl ?? string.Empty);
        List(cluster.Tags, tag =>
        {
            Text(tag.Key);
            Text(tag.Value);
        });
        List(cluster.Instances, Instance);
        List(cluster.Drift, Drift);
        _json.WriteEndArray();
    }

    private void Instance(ReportInstance instance)
    {
        _json.WriteStartArray();
        Text(instance.Name);
        _json.WriteNumberValue(_types[instance.ExtensionType]);
        _json.WriteNumberValue((int)instance.Health);
        Text(instance.State);
        Text(instance.Version);
        Text(instance.PinnedVersion);
        Text(instance.ReleaseTrain);
        Text(instance.AutoUpgrade);
        Text(instance.IsOutdated ? instance.NewestVersion : null);
        Text(instance.ManagedBy);
        Text(instance.Namespace);
        _json.WriteNumberValue(instance.LastModifiedAt?.ToUnixTimeSeconds() ?? 0);
        if (instance.Failure is { } failure)
        {
            _json.WriteStartArray();
            Text(failure.Cause);
            Text(failure.Summary);
            Text(failure.Recommendation);
            Text(failure.Link);
            Text(failure.Message);
            Text(failure.Age);
            Value(failure.Command ?? string.Empty);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void Drift(ReportDrift drift)
    {
        _json.WriteStartArray();
        Text(drift.Name);
        _json.WriteNumberValue(drift.ExtensionType is { } type ? _types[type] : -1);
        Text(drift.Ring);
        Text(drift.Status);
        Text(drift.Action);
        Text(drift.Detail);
        List(drift.Differences, difference =>
        {
            Text(difference.Property);
            Text(difference.Desired);
            Text(difference.Actual);
        });
        _json.WriteEndArray();
    }

    private void List<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _json.WritePropertyName(name);
        List(items, write);
    }

    private void List<T>(IEnumerable<T> items, Action<T> write)
    {
        _json.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        _json.WriteEndArray();
    }

    private void Value(string text) => _json.WriteStringValue(text);

    // The place of a text; -1 for none.
    private void Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            _json.WriteNumberValue(-1);
            return;
        }

        if (!_places.TryGetValue(text, out var place))
        {
            _places.Add(text, place = _texts.Count);
            _texts.Add(text);
        }

        _json.WriteNumberValue(place);
    }
}
