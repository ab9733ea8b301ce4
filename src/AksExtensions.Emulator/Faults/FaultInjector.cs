using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Emulator.Http;

namespace AksExtensions.Emulator.Faults;

/// <summary>Makes the faults of answers; those of connections are made where answers are sent.</summary>
internal static class FaultInjector
{
    /// <summary>Whether the request is really carried out.</summary>
    public static bool Executes(FaultRule? rule) =>
        rule is null or { Execute: true } or { Action: FaultAction.Link or FaultAction.Truncate or FaultAction.Delay };

    /// <summary>The answer that a rule makes of the real one.</summary>
    public static ArmResponse Apply(FaultRule rule, ArmResponse? real) => rule.Action switch
    {
        FaultAction.Status => WithHeaders(Answer(rule), rule),
        FaultAction.Redirect => WithHeaders(
            ArmResponse.Empty(rule.Status ?? StatusCodes.Status307TemporaryRedirect).With("Location", rule.Url!), rule),
        FaultAction.Link => WithHeaders(Link(rule, real!), rule),
        _ => real!,
    };

    private static ArmResponse Answer(FaultRule rule)
    {
        var status = rule.Status ?? StatusCodes.Status500InternalServerError;
        if (rule.Body is not null)
            return ArmResponse.Raw(status, Encoding.UTF8.GetBytes(rule.Body));
        if (rule.ErrorCode is not null || rule.Message is not null)
            return ArmResponse.Error(status, rule.ErrorCode ?? "", rule.Message ?? "");
        return status == StatusCodes.Status504GatewayTimeout
            ? ArmResponse.Error(
                status,
                "GatewayTimeout",
                "The gateway did not receive a response from 'Microsoft.KubernetesConfiguration' within the specified time period.")
                .With("x-ms-failure-cause", "service")
            : ArmResponse.Empty(status);
    }

    private static ArmResponse WithHeaders(ArmResponse response, FaultRule rule)
    {
        foreach (var (name, value) in rule.Headers ?? new Dictionary<string, string>())
            response.With(name, value);
        return response;
    }

    private static ArmResponse Link(FaultRule rule, ArmResponse real)
    {
        if (!"nextLink".Equals(rule.Target, StringComparison.OrdinalIgnoreCase))
            return real.With(rule.Target!, rule.Url!);
        if (!real.Body.IsEmpty && JsonNode.Parse(real.Body.Span) is JsonObject body)
        {
            body["nextLink"] = rule.Url;
            real.Body = Encoding.UTF8.GetBytes(body.ToJsonString());
        }

        return real;
    }
}
