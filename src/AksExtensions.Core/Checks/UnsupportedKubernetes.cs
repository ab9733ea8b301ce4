using System.Collections;
using System.Globalization;

namespace AksExtensions.Checks;

/// <summary>The Kubernetes versions that a version of an extension does not support, as its publisher writes them.</summary>
internal static class UnsupportedKubernetes
{
    /// <summary>Whether a version of an extension does not support a version of Kubernetes.</summary>
    /// <param name="version">The version of the extension.</param>
    /// <param name="cluster">The cluster, whose kind counts.</param>
    /// <param name="distribution">The distribution of Kubernetes; null means that it is not known, and each row applies.</param>
    /// <param name="kubernetes">The version of Kubernetes, such as <c>1.35</c> or <c>1.35.1</c>.</param>
    public static bool Includes(ExtensionTypeVersionInfo version, ClusterReference cluster, string? distribution, string kubernetes) =>
        Rows(version.UnsupportedKubernetesVersions, cluster).Any(row =>
            IsAbout(Texts(row, "distributions"), distribution) && Texts(row, "unsupportedVersions").Any(range => IsIn(kubernetes, range)));

    /// <summary>Whether a version is in a range: <c>1.27</c>, <c>1.18..1.21</c> with both ends, or <c>&gt;1.22</c>, which begins with 1.23.</summary>
    /// <param name="kubernetes">The version of Kubernetes.</param>
    /// <param name="range">The range. One in another form contains nothing.</param>
    internal static bool IsIn(string kubernetes, string range)
    {
        range = range.Trim();
        if (range.Split("..") is [var first, var last])
        {
            return Compare(kubernetes, first) >= 0 && Compare(kubernetes, last) <= 0;
        }

        var bound = range.TrimStart('>', '<', '=');
        return range[..^bound.Length] switch
        {
            "" or "=" => Compare(kubernetes, bound) == 0,
            ">" => Compare(kubernetes, bound) > 0,
            ">=" => Compare(kubernetes, bound) >= 0,
            "<" => Compare(kubernetes, bound) < 0,
            "<=" => Compare(kubernetes, bound) <= 0,
            _ => false,
        };
    }

    // With as many numbers as the bound has: 1.27.3 is 1.27, and 1.27 is not 1.270. Null, which no comparison is true for, when one is no version.
    private static int? Compare(string kubernetes, string bound)
    {
        var (numbers, bounds) = (Numbers(kubernetes), Numbers(bound));
        if (numbers is null || bounds is null)
        {
            return null;
        }

        for (var at = 0; at < bounds.Length; at++)
        {
            var order = (at < numbers.Length ? numbers[at] : 0).CompareTo(bounds[at]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int[]? Numbers(string version)
    {
        var pieces = version.Trim().TrimStart('v', 'V').Split('.');
        var numbers = new int[pieces.Length];
        for (var at = 0; at < pieces.Length; at++)
        {
            if (!int.TryParse(pieces[at], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at]))
            {
                return null;
            }
        }

        return numbers;
    }

    // ARM uses singular names for kinds of cluster here, except for appliances.
    private static IEnumerable<object?> Rows(IReadOnlyDictionary<string, object?>? kinds, ClusterReference cluster) =>
        (kinds ?? new Dictionary<string, object?>())
        .Where(kind => kind.Key.TrimEnd('s').Equals(cluster.ClusterType.TrimEnd('s'), StringComparison.OrdinalIgnoreCase))
        .SelectMany(kind => kind.Value is IEnumerable rows and not string ? rows.Cast<object?>() : []);

    // A row without distributions applies to all of them.
    private static bool IsAbout(List<string> distributions, string? distribution) =>
        distributions.Count == 0 || distribution is null || distributions.Contains(distribution, StringComparer.OrdinalIgnoreCase);

    private static List<string> Texts(object? row, string name) =>
        row is IReadOnlyDictionary<string, object?> map && map.TryGetValue(name, out var value) && value is IEnumerable list and not string
            ? list.Cast<object?>().Select(item => item?.ToString()).OfType<string>().ToList() : [];
}
