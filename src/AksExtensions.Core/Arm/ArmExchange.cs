namespace AksExtensions.Arm;

/// <summary>A request and its result, without bodies, headers and query, which can contain confidential data.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="RequestId">The answer's x-ms-request-id; null when there was none.</param>
public sealed record ArmExchange(string Method, string Path, int Status, TimeSpan Duration, string? RequestId)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Method} {Path} {(Status == 0 ? "no answer" : Status)} {Duration.TotalMilliseconds:0} ms{(RequestId is null ? null : $" {RequestId}")}");
}
