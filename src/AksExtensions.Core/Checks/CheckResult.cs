namespace AksExtensions.Checks;

/// <summary>The result of a check.</summary>
internal enum CheckResult
{
    /// <summary>No problem was found.</summary>
    Passed,

    /// <summary>It works with a limitation, or it could not be checked.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}
