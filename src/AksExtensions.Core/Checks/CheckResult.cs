namespace AksExtensions.Checks;

/// <summary>What came of a check.</summary>
internal enum CheckResult
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>It works, with a reservation; or it could not be checked.</summary>
    Warning,

    /// <summary>It does not work, or will not.</summary>
    Failed,
}
