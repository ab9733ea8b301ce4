using System.Text.RegularExpressions;
using AksExtensions.Azure.Answers;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// The fields of answers that commands use: links, versions, IDs, times and codes. They stay unchanged even if they happen to contain a protected
/// value, as long as they have the format that Azure uses. Everything else is only displayed, and is redacted.
/// </summary>
/// <param name="endpoint">Azure Resource Manager: a link to another host is not followed, and therefore redacted.</param>
internal sealed partial class NeededFields(Uri endpoint)
{
    /// <summary>Whether a field is needed.</summary>
    public bool Contain(string name, string value) => name.ToUpperInvariant() switch
    {
        "NEXTLINK" => IsOwnLink(value),
        "VERSION" or "CURRENTVERSION" => Version().IsMatch(value),
        "ID" or "SCOPE" or "ROLEDEFINITIONID" => ResourceId().IsMatch(value),
        "PRINCIPALID" or "TENANTID" or "CLIENTID" or "SUBSCRIPTIONID" => Guid.TryParseExact(value, "D", out _),
        "TIME" or "STARTTIME" or "ENDTIME" or "CREATEDAT" or "LASTMODIFIEDAT" => Time().IsMatch(value),
        "CODE" => Refusals.Knows(value),
        _ => false,
    };

    /// <summary>Whether a link points to Azure Resource Manager.</summary>
    public bool IsOwnLink(string link) => Uri.TryCreate(endpoint, link, out var uri) && HostPolicy.IsOwn(uri, endpoint);

    [GeneratedRegex(@"^\d{1,9}(\.\d{1,9}){1,3}([-+][0-9A-Za-z.+-]{1,40})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"^/subscriptions/[0-9a-fA-F-]{36}(/[\w.() -]{1,260})*$", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceId();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]{5,20}(Z|[+-]\d\d:\d\d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
