namespace AksExtensions;

/// <summary>A refusal of Azure Resource Manager.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Error">ARM's code, message and details.</param>
/// <param name="RequestId">The answer's x-ms-request-id, which Azure support asks for; null when there was none.</param>
public sealed record ArmError(int Status, ArmErrorDetail Error, string? RequestId)
{
    /// <summary>Code and message of the error and of all its details, and the request ID, one per line.</summary>
    public override string ToString()
    {
        var lines = Reasons.Distinct(Error.Flatten().Select(error => error.ToString()));
        if (lines.Count == 0)
        {
            lines.Add(Status == 0 ? "no answer" : $"HTTP {Status} without a message");
        }

        if (RequestId is not null)
        {
            lines[^1] += $" (x-ms-request-id {RequestId})";
        }

        return string.Join(Environment.NewLine, lines);
    }
}
