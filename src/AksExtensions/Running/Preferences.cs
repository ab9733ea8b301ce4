namespace AksExtensions.Running;

/// <summary>The common switches of a command, and the preference variables that replace them.</summary>
internal static class Preferences
{
    /// <summary>Whether a parameter was specified, whatever its value.</summary>
    public static bool IsGiven(this PSCmdlet cmdlet, string parameter) => cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether a common switch was specified, or its preference variable is set.</summary>
    public static bool IsPreferred(this PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var value)
            ? LanguagePrimitives.IsTrue(value)
            : name switch
            {
                "WhatIf" => LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference", false)),
                "Verbose" => !"SilentlyContinue".Equals(cmdlet.GetVariableValue("VerbosePreference")?.ToString(), StringComparison.OrdinalIgnoreCase),
                _ => false,
            };

    /// <summary>Whether PowerShell asks before a change of medium impact: because of -Confirm, or because $ConfirmPreference says so.</summary>
    public static bool Confirms(this PSCmdlet cmdlet) => cmdlet.IsGiven("Confirm")
        ? cmdlet.IsPreferred("Confirm")
        : LanguagePrimitives.TryConvertTo<ConfirmImpact>(cmdlet.GetVariableValue("ConfirmPreference"), out var least)
            && least is ConfirmImpact.Low or ConfirmImpact.Medium;

    /// <summary>Whether a common switch was specified as false: -Confirm:$false.</summary>
    public static bool IsDeclined(this PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var value) && !LanguagePrimitives.IsTrue(value);
}
