namespace AksExtensions.Parameters;

/// <summary>Takes true and false as people and scripts have them: as words, as a switch, and as what PowerShell takes anyway.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TrueOrFalseAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ((inputData as PSObject)?.BaseObject ?? inputData) switch
        {
            SwitchParameter flag => flag.IsPresent,
            string text when bool.TryParse(text.Trim().TrimStart('$'), out var value) => value,
            _ => inputData,
        };
}
